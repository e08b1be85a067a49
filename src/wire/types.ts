import type { components as control } from '../spec/control.js'
import type { components as vendor } from '../spec/verify.js'

/** The vendor's JSON by schema name. */
export type Wire = vendor['schemas']

/** The JSON of the control API and of files, by schema name. */
export type ControlWire = control['schemas']
