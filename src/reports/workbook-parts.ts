/** The small files around the sheets of a workbook (ECMA-376, OPC and SpreadsheetML). */

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const officeRelations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Places in the list of `cellXfs` below. Text has the format `@`, so that editing a cell makes no formula of it. */
export const styleOf = {
  heading: '1',
  text: '2',
  twoDecimals: '3',
  count: '4',
  sixDecimals: '5',
} as const;

const styles =
  `${declaration}<styleSheet xmlns="${main}">` +
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.000000"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>' +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill>' +
  '<fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="6">' +
  [
    '0" fontId="0',
    '49" fontId="1',
    '49" fontId="0',
    '4" fontId="0',
    '1" fontId="0',
    '164" fontId="0',
  ]
    .map(
      (format) =>
        `<xf numFmtId="${format}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`,
    )
    .join('') +
  '</cellXfs></styleSheet>';

export const sheetPath = (sheetNo: number) => `xl/worksheets/sheet${String(sheetNo)}.xml`;

/** Path and content, for a workbook of so many sheets. */
export function workbookParts(name: string, sheetCount: number): readonly [string, string][] {
  const sheetNos = Array.from({ length: sheetCount }, (_, index) => index + 1);
  const each = (line: (no: string) => string) => sheetNos.map((no) => line(String(no))).join('');
  const styleId = `rId${String(sheetCount + 1)}`;
  return [
    ['xl/styles.xml', styles],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${officeRelations}"><sheets>` +
        each((no) => {
          const title = no === '1' ? name : `${name} ${no}`;
          return `<sheet name="${title}" sheetId="${no}" r:id="rId${no}"/>`;
        }) +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${declaration}<Relationships xmlns="${relations}">` +
        each((no) => relation(`rId${no}`, 'worksheet', `worksheets/sheet${no}.xml`)) +
        relation(styleId, 'styles', 'styles.xml') +
        '</Relationships>',
    ],
    [
      '_rels/.rels',
      `${declaration}<Relationships xmlns="${relations}">` +
        relation('rId1', 'officeDocument', 'xl/workbook.xml') +
        '</Relationships>',
    ],
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override('xl/workbook.xml', 'sheet.main') +
        each((no) => override(sheetPath(parseInt(no, 10)), 'worksheet')) +
        override('xl/styles.xml', 'styles') +
        '</Types>',
    ],
  ];
}

function relation(id: string, kind: string, target: string): string {
  return `<Relationship Id="${id}" Type="${officeRelations}/${kind}" Target="${target}"/>`;
}

function override(path: string, kind: string): string {
  return `<Override PartName="/${path}" ContentType="${types}.${kind}+xml"/>`;
}
