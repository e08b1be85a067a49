import type { components as control } from '../spec/control.js'
import type { components as vendor } from '../spec/verify.js'

/** The vendor's JSON by schema name. */
export type Wire = vendor['schemas']

/** The control API's and the files' JSON by schema name. */
export type ControlWire = control['schemas']
