// One row of a list as a center, or what is wrong with it. Pure.
import Fuse from 'fuse.js'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { CENTER_CHANNELS, type CenterRecord } from '../../data/queries/centers.ts'
import { findDistrict, findRegion, type Region } from '../../data/regions.ts'
import { AddressError, normaliseAddress } from '../notify/settings.ts'
import { COLUMNS, type Column, type Written } from './read-file.ts'

/** `fatal`: the row is left out, otherwise it was mended or a part of it is left out. */
export type Problem = { line: number; column: string; text: string; fatal: boolean }
export type ReadRow = { line: number; entry: CenterRecord | null; problems: Problem[] }

/** `day`: YYYY-MM-DD of Korea, on which the names of regions have to hold. */
export function readRow({ line, cells }: Written, regions: Region[], day: string): ReadRow {
  const problems: Problem[] = []
  const tell = (column: Column, text: string, fatal = false) =>
    problems.push({ line, column: COLUMNS[column][0], text, fatal })
  const cell = (column: Column) => cells[column] ?? ''

  const region = regionOf()
  const district = districtOf(region)
  const { name, note } = nameOf()
  const code = cell('code').replace(/\D/g, '')
  if (cell('code') !== code) tell('code', `"${cell('code')}" was read as "${code}"`)
  const entry: CenterRecord = {
    key: code || [region, district, name].join('|'),
    code,
    name,
    note,
    region,
    district,
    town: cell('town'),
    postcode: postcodeOf(),
    address: cell('address'),
    phone: phoneOf(),
    duty: cell('duty'),
    mail: addressOf('mail'),
    mobile: addressOf('mobile'),
  }
  return { line, entry: problems.some(({ fatal }) => fatal) ? null : entry, problems }

  function regionOf(): string {
    const written = cell('region')
    if (!written) {
      tell('region', 'is missing: every center needs its province or metropolitan city', true)
      return ''
    }
    const found = findRegion(regions, written, day)
    if (!found) tell('region', `"${written}" is no region${suggestion(written, regions)}`, true)
    else if (found.was !== null) tell('region', `${found.was} is called ${found.name} now`)
    return found?.name ?? ''
  }

  function districtOf(region: string): string {
    const found = findDistrict(regions, region, cell('district'), day)
    if ('choose' in found) {
      tell('district', `${cell('district')} is over; choose among ${found.choose.join(', ')}`, true)
      return ''
    }
    if (found.was !== null) tell('district', `${found.was} is called ${found.name} now`)
    return found.name
  }

  function nameOf(): { name: string; note: string } {
    const written = cell('name') || [cell('district'), cell('town')].filter(Boolean).join(' ')
    const [, name = '', note = ''] = /^([^(（]*)(?:[(（](.*?)[)）]?)?$/.exec(written) ?? []
    if (!name.trim()) tell('name', 'is missing: write 기관명, or 읍면동', true)
    return { name: name.trim(), note: note.trim() }
  }

  function postcodeOf(): string {
    const digits = cell('postcode').replace(/\D/g, '')
    if (!digits) return ''
    if (digits.length > 5) {
      tell('postcode', `"${cell('postcode')}" is no postcode of five digits; it is left out`)
      return ''
    }
    return digits.padStart(5, '0')
  }

  function phoneOf(): string {
    const written = cell('phone')
    if (!written) return ''
    const phone = parsePhoneNumberFromString(written, 'KR')
    if (phone?.isValid()) return phone.formatNational()
    tell('phone', `"${written}" is no telephone number; it is left out`)
    return ''
  }

  function addressOf(column: keyof typeof CENTER_CHANNELS): string {
    if (!cell(column)) return ''
    try {
      return normaliseAddress(CENTER_CHANNELS[column], cell(column))
    } catch (error) {
      if (!(error instanceof AddressError)) throw error
      tell(column, error.message, true)
      return ''
    }
  }
}

function suggestion(written: string, regions: Region[]): string {
  const [closest] = new Fuse(regions, { keys: ['name', 'aliases'], threshold: 0.6 }).search(written)
  return closest ? `; did you mean ${closest.item.name}?` : ''
}
