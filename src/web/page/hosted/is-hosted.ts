/** The app has no address of its own, and no way to the emulator but its host. */
export const isHosted = true
