// Where things are on Government 24, as far as public texts say; a target's `paths` and `codes` override each by name.
import { addressOf } from '../address.ts'
import type { Target } from '../flow.ts'

export const PATHS = {
  main: '/',
  login: '/login',
  serviceInformation: '/mw/AA020InfoCappView.do',
  verification: '/mw/EgovPageLink.do?link=confirm/AA040_confirm_id',
  home: '/',
  applications: '/mypage/mbrAplySrvcList',
}

/** CappBizCD of each document. */
export const CODES = { residentRegister: '13100000015' }

export function www(target: Target, name: keyof typeof PATHS): string {
  return addressOf(target, 'www', name, PATHS)
}

export function plus(target: Target, name: keyof typeof PATHS): string {
  return addressOf(target, 'plus', name, PATHS)
}

export function serviceInformation(target: Target, code: keyof typeof CODES): string {
  const url = new URL(www(target, 'serviceInformation'))
  url.searchParams.set('CappBizCD', target.codes?.[code] ?? CODES[code])
  return url.href
}
