// The look of the pages: header, navigation and footer around a body. Everything that comes from a visitor is escaped.

export type Field = { name: string; value?: string; label?: string; type?: 'hidden' | 'text' | 'password' }

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

export function link(href: string, text: string): string {
  return `<a href="${escaped(href)}">${escaped(text)}</a>`
}

/** A form with what the page gives; fields without a label are hidden. */
export function form(id: string, action: string, fields: Field[], button: string): string {
  return `<form id="${id}" method="post" action="${escaped(action)}">${fields.map(input).join('\n')}
<button type="submit">${escaped(button)}</button></form>`
}

export function layout(site: string, heading: string, body: string, menu: string[] = []): string {
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(heading)} | ${escaped(site)}</title></head><body>
<header><strong>${escaped(site)}</strong><nav><ul>${menu.map((one) => `<li>${one}</li>`).join('')}</ul></nav></header>
<main><h1>${escaped(heading)}</h1>
${body}
</main><footer><p>예행연습용 모의 사이트이며 실제 행정 서비스가 아닙니다.</p></footer></body></html>
`
}

/** A page that only says one thing: a notice, a waiting room, a missing page. */
export function bare(heading: string, body: string): string {
  return `<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>${escaped(heading)}</title></head>
<body><h1>${escaped(heading)}</h1><p>${escaped(body)}</p></body></html>
`
}

function input(field: Field): string {
  const type = field.type ?? (field.label ? 'text' : 'hidden')
  const tag = `<input type="${type}" name="${field.name}" id="${field.name}" value="${escaped(field.value ?? '')}">`
  return field.label ? `<p><label for="${field.name}">${escaped(field.label)}</label> ${tag}</p>` : tag
}
