/** The size of a run. Everything is limited in count and in time. */
export interface Scale {
  readonly startRounds: number
  readonly loadRounds: number
  /** Seconds. */
  readonly warmUpSecs: number
  readonly createSecs: number
  readonly prepareSecs: number
  readonly checkSecs: number
  readonly listSecs: number
  readonly inProcessRounds: number
  readonly inProcessSecs: number
  /** Records. */
  readonly growth: number
  readonly growthRounds: number
  /** Records over HTTP; 0 skips this part. */
  readonly growthOverHttp: number
  readonly heapRecords: number
  readonly keptRecords: number
  readonly keptRounds: number
  readonly passthroughRounds: number
  readonly latencyRounds: number
  /** Seconds. */
  readonly latencySecs: number
  readonly webhookRounds: number
  /** Deliveries per round. */
  readonly webhooks: number
  readonly blockRounds: number
  /** Records of the files that are restored, added and taken. */
  readonly blockRecords: number
  /** Items that fall due, or are searched. */
  readonly blockItems: number
  readonly blockWaiters: number
  readonly blockReaders: number
  readonly blockSandboxes: number
  /** Verifications of one sandbox. */
  readonly blockGrowth: number
}

export const full: Scale = {
  startRounds: 21,
  loadRounds: 5,
  warmUpSecs: 1,
  createSecs: 2,
  prepareSecs: 1.5,
  checkSecs: 1.5,
  listSecs: 1,
  inProcessRounds: 5,
  inProcessSecs: 1.5,
  growth: 1_000_000,
  growthRounds: 3,
  growthOverHttp: 1_000_000,
  heapRecords: 100_000,
  keptRecords: 100_000,
  keptRounds: 5,
  passthroughRounds: 20,
  latencyRounds: 5,
  latencySecs: 3,
  webhookRounds: 5,
  webhooks: 20_000,
  blockRounds: 1,
  blockRecords: 300_000,
  blockItems: 100_000,
  blockWaiters: 10_000,
  blockReaders: 1000,
  blockSandboxes: 10_000,
  blockGrowth: 1_100_000,
}

/** A smoke test: too short for stable numbers. */
export const quick: Scale = {
  startRounds: 7,
  loadRounds: 1,
  warmUpSecs: 0.7,
  createSecs: 1,
  prepareSecs: 0.8,
  checkSecs: 0.8,
  listSecs: 0.5,
  inProcessRounds: 1,
  inProcessSecs: 1,
  growth: 300_000,
  growthRounds: 1,
  growthOverHttp: 0,
  heapRecords: 20_000,
  keptRecords: 20_000,
  keptRounds: 2,
  passthroughRounds: 2,
  latencyRounds: 2,
  latencySecs: 2,
  webhookRounds: 1,
  webhooks: 10_000,
  blockRounds: 1,
  blockRecords: 50_000,
  blockItems: 20_000,
  blockWaiters: 2000,
  blockReaders: 200,
  blockSandboxes: 1000,
  blockGrowth: 150_000,
}
