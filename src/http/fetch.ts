/** A function like the global `fetch`: over the network, or straight into an emulator of this process. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>
