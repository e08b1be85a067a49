/** The size of a run. Everything is limited in count and in time. */
export interface Scale {
  readonly startRounds: number
  /** Starts of each contender in a round. */
  readonly startSlices: number
  readonly importRounds: number
  readonly importSlices: number
  readonly loadRounds: number
  /** The turns of each contender in a round. */
  readonly slices: number
  /** Requests, not seconds: on a busy machine a second is too short to have the server's code compiled. */
  readonly warmUps: number
  /** Requests of a slice: long enough for a few collections of young garbage, short enough to have neighbors. */
  readonly creates: number
  readonly checks: number
  readonly lists: number
  readonly pages: number
  readonly inProcessRounds: number
  /** Records. */
  readonly growth: number
  readonly growthRounds: number
  /** Records over HTTP; 0 skips this part. */
  readonly growthOverHttp: number
  /** The turns in which the last tenth is created. */
  readonly growthSlices: number
  readonly heapRecords: number
  readonly keptRecords: number
  readonly keptRounds: number
  readonly passthroughRounds: number
  readonly redactionRounds: number
  readonly latencyRounds: number
  /** Seconds. */
  readonly latencySecs: number
  readonly webhookRounds: number
  readonly webhookSlices: number
  /** Deliveries of a slice. */
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
  readonly peerRounds: number
  /** Seconds; a virtual machine that compiles late needs more than a Node server. */
  readonly peerWarmUpSecs: number
  readonly peerSecs: number
}

export const full: Scale = {
  startRounds: 5,
  startSlices: 5,
  importRounds: 5,
  importSlices: 4,
  loadRounds: 5,
  slices: 6,
  warmUps: 24_000,
  creates: 2400,
  checks: 2400,
  lists: 3000,
  pages: 2500,
  inProcessRounds: 5,
  growth: 1_000_000,
  growthRounds: 3,
  growthOverHttp: 1_000_000,
  growthSlices: 20,
  heapRecords: 100_000,
  keptRecords: 100_000,
  keptRounds: 5,
  passthroughRounds: 8,
  redactionRounds: 5,
  latencyRounds: 5,
  latencySecs: 3,
  webhookRounds: 5,
  webhookSlices: 8,
  webhooks: 2500,
  blockRounds: 2,
  blockRecords: 100_000,
  blockItems: 100_000,
  blockWaiters: 10_000,
  blockReaders: 1000,
  blockSandboxes: 10_000,
  blockGrowth: 1_100_000,
  peerRounds: 4,
  peerWarmUpSecs: 2.5,
  peerSecs: 1.5,
}

/** A smoke test: too short for stable numbers. */
export const quick: Scale = {
  startRounds: 2,
  startSlices: 3,
  importRounds: 1,
  importSlices: 3,
  loadRounds: 1,
  slices: 4,
  warmUps: 8000,
  creates: 2400,
  checks: 2400,
  lists: 3000,
  pages: 1500,
  inProcessRounds: 1,
  growth: 300_000,
  growthRounds: 1,
  growthOverHttp: 100_000,
  growthSlices: 4,
  heapRecords: 20_000,
  keptRecords: 20_000,
  keptRounds: 2,
  passthroughRounds: 2,
  redactionRounds: 1,
  latencyRounds: 2,
  latencySecs: 2,
  webhookRounds: 1,
  webhookSlices: 4,
  webhooks: 2500,
  blockRounds: 1,
  blockRecords: 20_000,
  blockItems: 20_000,
  blockWaiters: 2000,
  blockReaders: 200,
  blockSandboxes: 1000,
  blockGrowth: 150_000,
  peerRounds: 2,
  peerWarmUpSecs: 1,
  peerSecs: 1,
}
