/** The storage of the browser. In the frame of another site it may be denied; everything then lasts as long as the page. */
type Place = 'localStorage' | 'sessionStorage'

export function readStored(place: Place, name: string): string | undefined {
  try {
    return window[place].getItem(name) ?? undefined
  } catch {
    return undefined
  }
}

export function store(place: Place, name: string, value: string): void {
  try {
    window[place].setItem(name, value)
  } catch {
    // denied: the value lives in memory only
  }
}
