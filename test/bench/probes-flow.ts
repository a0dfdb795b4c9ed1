// The login-and-issue flow that `bench:probes` measures.
export const FLOW = 'saeol/counter-issue'
