/** What the bank is told. Frozen; read from the environment in `main.ts` only. */
export interface BankConfig {
  /** Where browsers reach the bank: `https://bank.example`, no final slash. */
  readonly url: string;
  /** Origin of the one 3DS server that the directory knows: results go nowhere else. */
  readonly payUrl: string;
  /** `pay`'s key at the acquirer. */
  readonly bankKey: string;
  /** How the directory server shows `pay` who it is. */
  readonly directoryKey: string;
}
