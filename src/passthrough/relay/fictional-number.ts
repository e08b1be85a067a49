/** Area codes of the United States in which 555-0100 to 555-0199 are kept free for fiction; not 303, whose are test numbers. */
const areas = ['312', '415', '206', '212', '305', '404', '512', '617', '702', '713', '801', '860', '907', '919', '971']

/** The numbers of fiction in a fixed order, 1500 of them, and then again from the first. */
export function toFictional(index: number): string {
  const area = areas[Math.floor(index / 100) % areas.length]
  return `+1${area}55501${String(index % 100).padStart(2, '0')}`
}
