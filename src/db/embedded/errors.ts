/** The embedded PostgreSQL cannot be used; the message says why and what to do, in one sentence. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/** Another process already runs on this data folder. `pid` is absent when it could not be told. */
export class DataFolderInUseError extends EmbeddedPostgresError {
  override name = 'DataFolderInUseError';
  readonly dataDir: string;
  readonly pid: number | undefined;

  constructor(dataDir: string, pid: number | undefined) {
    const owner = pid === undefined ? 'another process' : `process ${pid}`;
    super(`The data folder ${dataDir} is in use by ${owner}; stop it first or use another folder.`);
    this.dataDir = dataDir;
    this.pid = pid;
  }
}
