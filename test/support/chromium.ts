// A real Chromium that comes with the packages: @sparticuz/chromium carries its binary.
import sparticuz from '@sparticuz/chromium'
import { type Browser, chromium } from 'playwright-core'
import { QUIET_FLAGS } from '../../probes/checks/browser/launch.ts'

/** Without its own list of flags: that one is for a place without a second process, where Chromium ends with its first page. */
const FLAGS = ['--no-sandbox', ...QUIET_FLAGS]

export async function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await sparticuz.executablePath(), args: FLAGS })
}
