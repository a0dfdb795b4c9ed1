// Comma-separated values for spreadsheets: UTF-8 with BOM, lines ending with CR LF (RFC 4180), and no cell that a spreadsheet would run. Pure.

export type Cell = string | number | null

/** `rows` have the same keys in the same order: those of the first one are the heads; without rows `heads` are. */
export function csvOf(rows: Record<string, Cell>[], heads: string[] = Object.keys(rows[0] ?? {})): string {
  const lines = [heads, ...rows.map((row) => Object.values(row))].map((cells) => cells.map(cell).join(','))
  return `\uFEFF${lines.join('\r\n')}\r\n`
}

/** A text that begins like a formula gets an apostrophe in front, which spreadsheets show as text (OWASP, CSV injection). */
function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^\s*[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
