// A rehearsal without replicas and agent: results come from a script, reported as agents at its places would.
import type { Config } from '../config.ts'
import { caughtMessages } from './caught.ts'
import { startMailCatcher } from './mail-catcher.ts'
import { type Rehearsal, rehearsalConfig } from './rehearsal.ts'
import { UnknownFault } from './replicas.ts'
import { startSmsCatcher } from './sms-catcher.ts'

/** Seconds between two messages about one incident, as without a configuration of its own. */
const CHANGE_GAP_SECONDS = 1800

/** Starts the catchers; everything else runs by the policies of a real installation, on the clock `now`. */
export async function startScripted(
  data: string,
  port: number,
  locations: Config['locations'],
  now: () => number,
): Promise<Rehearsal> {
  const caught = caughtMessages()
  const [mail, texts] = await Promise.all([startMailCatcher(caught, now), startSmsCatcher(caught, now)])
  const ports = { smtpPort: mail.port, textsUrl: texts.url }
  return {
    config: rehearsalConfig({ data, port, locations, policy: {}, changeGapSeconds: CHANGE_GAP_SECONDS, ...ports }),
    writeAgentSettings: () => null,
    faults: async () => [],
    setFault: async (target, fault) => {
      throw new UnknownFault(`${target}/${fault}: what happens is in the script, nothing can be broken by hand.`)
    },
    messages: caught.all,
    stop: async () => {
      await Promise.all([mail.close(), texts.close()])
    },
  }
}
