// The petition desk (통합민원): petitions are taken in under a number, found again by it, and withdrawn.
import { koreanClock } from '../../korean-time.ts'
import { missingPage } from '../common-pages.ts'
import type { RandomBytes } from '../sessions.ts'
import { type Answer, page, type Visit } from '../web.ts'
import * as pages from './petition-pages.ts'

export type Petition = { number: string; title: string; applicant: string; takenAt: number; withdrawn: boolean }
export type PetitionDesk = {
  knows: (path: string) => boolean
  answer: (visit: Visit, csrf: string) => Answer
}

const PATHS = ['/petition/new', '/petition', '/petition/list', '/petition/detail', '/petition/withdraw']
const KEPT = 200

export function petitionDesk(parts: { now: () => number; random: RandomBytes; losesRecords: () => boolean }) {
  const taken = new Map<string, Petition>()
  const find = (number: string | null) => (parts.losesRecords() ? undefined : taken.get(number ?? ''))

  function takeIn({ form }: Visit, csrf: string): Answer {
    const title = (form.get('title') ?? '').slice(0, 200)
    const applicant = (form.get('applicant') ?? '').slice(0, 60)
    if (!title || !applicant) return page(pages.newPage(csrf, '제목과 신청인을 입력하십시오.'))
    const number = makeNumber(parts.now(), parts.random)
    taken.set(number, { number, title, applicant, takenAt: parts.now(), withdrawn: false })
    for (const oldest of taken.keys()) if (taken.size > KEPT) taken.delete(oldest)
    return page(pages.receiptPage(number))
  }

  function list({ query }: Visit): Answer {
    const words = query.get('words') ?? ''
    const all = parts.losesRecords() ? [] : [...taken.values()].toReversed()
    return page(
      pages.listPage(
        words,
        all.filter(({ number, title }) => number === words || title.includes(words)),
      ),
    )
  }

  function withdraw({ form }: Visit): Answer {
    const petition = find(form.get('number'))
    if (!petition) return page(pages.unknownPage())
    petition.withdrawn = true
    return page(pages.withdrawnPage(petition.number))
  }

  const desk: PetitionDesk = {
    knows: (path) => PATHS.includes(path),
    answer: (visit, csrf) => {
      const petition = find(visit.query.get('number'))
      switch (`${visit.method} ${visit.path}`) {
        case 'GET /petition/new':
          return page(pages.newPage(csrf, ''))
        case 'POST /petition':
          return takeIn(visit, csrf)
        case 'GET /petition/list':
          return list(visit)
        case 'GET /petition/detail':
          return page(petition ? pages.detailPage(csrf, petition) : pages.unknownPage())
        case 'POST /petition/withdraw':
          return withdraw(visit)
        default:
          return missingPage()
      }
    },
  }
  return desk
}

/** Day in Korean time, and a number of the day. */
function makeNumber(now: number, random: RandomBytes): string {
  const day = koreanClock(now).day.replaceAll('-', '')
  return `${day}-${[...random(6)].map((byte) => byte % 10).join('')}`
}
