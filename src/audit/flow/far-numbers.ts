/**
 * Patterns of mobile numbers in countries whose fees make pumping pay, and that few businesses serve. Jamaica is one that
 * shares +1 with the United States.
 */
const farNumbers: Readonly<Record<string, string>> = {
  JM: '+1876210####',
  AZ: '+99450123####',
  LV: '+3712123####',
  TJ: '+99291712####',
  UZ: '+99891234####',
  SN: '+22170123####',
  NG: '+234802123####',
  ID: '+6281234####',
  PK: '+92301234####',
}

/** The patterns of numbers in countries that the application does not serve. */
export function farPatterns(served: readonly string[]): (readonly [country: string, pattern: string])[] {
  return Object.entries(farNumbers).filter(([country]) => !served.includes(country))
}
