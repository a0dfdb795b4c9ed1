// The web report front: for those who cannot phone 119.
import { forbiddenPage, missingPage } from '../common-pages.ts'
import { makeSessions, type RandomBytes } from '../sessions.ts'
import { page, type Site } from '../web.ts'
import * as pages from './report-pages.ts'

export function reportSite(parts: { now: () => number; random: RandomBytes }): Site {
  const sessions = makeSessions('REPORTSESSIONID', () => ({}), parts)
  return (visit) => {
    const { session, headers } = sessions.open(visit)
    switch (`${visit.method} ${visit.path}`) {
      case 'GET /':
        return page(pages.reportPage(session.csrf), 200, headers)
      case 'POST /report':
        return sessions.trusts(session, visit) ? page(pages.takenPage()) : forbiddenPage()
      default:
        return missingPage()
    }
  }
}
