/** Text as it is compared where spaces and widths of letters do not count: official forms spread titles out. */
export function squeeze(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '')
}
