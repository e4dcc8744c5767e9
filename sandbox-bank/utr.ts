export const RAILS = ['IMPS', 'NEFT', 'RTGS', 'UPI'] as const;
export type Rail = (typeof RAILS)[number];

const BANK_CODE = 'HDBK';
const CHANNEL_DIGIT = '5';
const INDIA_OFFSET_MS = 330 * 60_000;
const DAY_MS = 86_400_000;

/**
 * The rail's reference for the transfer with sequence number `seq`, dated in Indian time.
 * IMPS and UPI: 12 digits (year digit, day of year, 8). NEFT: 16 (`HDBKN`, day of year, 8).
 * RTGS: 22 (`HDBKR`, channel digit, YYYYMMDD, 8). Unique among 100,000,000 neighbours.
 */
export function utrFor(rail: Rail, seq: number, atMs: number): string {
  const date = new Date(atMs + INDIA_OFFSET_MS);
  const yearStart = Date.UTC(date.getUTCFullYear(), 0, 1);
  const day = String(Math.floor((date.getTime() - yearStart) / DAY_MS) + 1).padStart(3, '0');
  if (rail === 'NEFT') return `${BANK_CODE}N${day}${scatter(seq)}`;
  if (rail === 'RTGS') {
    const ymd = date.toISOString().slice(0, 10).replaceAll('-', '');
    return `${BANK_CODE}R${CHANNEL_DIGIT}${ymd}${scatter(seq)}`;
  }
  return `${date.getUTCFullYear() % 10}${day}${scatter(seq)}`;
}

// Multiplying by a number that shares no factor with 10^8 permutes the eight-digit numbers:
// neighbours look unrelated, as they do at a bank, and none repeats.
function scatter(seq: number): string {
  return ((BigInt(seq) * 61_803_397n) % 100_000_000n).toString().padStart(8, '0');
}
