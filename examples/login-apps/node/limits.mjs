// Counts in memory. With several processes, keep them in a store that all of them share.
const hourMs = 3_600_000

/** Counts events by key within the last hour. */
export class HourlyCount {
  #times = new Map()

  /** @param {number} most events an hour */
  constructor(most) {
    this.most = most
  }

  /** Counts one event, unless there were too many. @returns {boolean} whether it may happen */
  take(key) {
    const now = Date.now()
    const times = (this.#times.get(key) ?? []).filter((time) => now - time < hourMs)
    if (times.length >= this.most) return false
    this.#times.set(key, [...times, now])
    return true
  }
}

/** Allows one event by key, then none for a while. */
export class CoolDown {
  #until = new Map()

  /** @param {number} pauseMs */
  constructor(pauseMs) {
    this.pauseMs = pauseMs
  }

  take(key) {
    const now = Date.now()
    if (now < (this.#until.get(key) ?? 0)) return false
    this.#until.set(key, now + this.pauseMs)
    return true
  }
}
