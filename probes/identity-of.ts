import { type Identity, Inconclusive, type StepContext } from './flow.ts'

/** The test identity of this run; without one there is nothing to be said about a login. */
export function identityOf({ identity }: StepContext): Identity {
  if (!identity) throw new Inconclusive('test-identity', 'the target has no test identity')
  return identity
}
