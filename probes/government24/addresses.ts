// Where things are on Government 24, as far as public texts say; a target's `paths` and `codes` override each by name.
import { addressOf } from '../address.ts'
import { Inconclusive, type Target } from '../flow.ts'

export const PATHS = {
  main: '/',
  login: '/login',
  serviceInformation: '/mw/AA020InfoCappView.do',
  verification: '/mw/EgovPageLink.do?link=confirm/AA040_confirm_id',
  home: '/',
  applications: '/mypage/mbrAplySrvcList',
}

/** CappBizCD of each document; empty where no public text says it: then the settings must. */
export const CODES = {
  residentRegister: '13100000015',
  buildingRegister: '15000000098',
  landRegister: '',
  localTaxCertificate: '13100000056',
}

export function www(target: Target, name: keyof typeof PATHS): string {
  return addressOf(target, 'www', name, PATHS)
}

export function plus(target: Target, name: keyof typeof PATHS): string {
  return addressOf(target, 'plus', name, PATHS)
}

export function serviceInformation(target: Target, code: keyof typeof CODES): string {
  const url = new URL(www(target, 'serviceInformation'))
  const value = target.codes?.[code] ?? CODES[code]
  if (!value)
    throw new Inconclusive('settings', `give targets.government24.codes.${code}: the CappBizCD of the document`)
  url.searchParams.set('CappBizCD', value)
  return url.href
}
