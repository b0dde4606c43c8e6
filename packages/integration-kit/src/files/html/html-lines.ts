import { htmlText } from './html-text.ts'

/** A line of HTML, which may be or contain a link. */
export interface HtmlLine {
  readonly text: string
  /** Its first link. */
  readonly link?: { readonly text: string; readonly url: string }
}

// Here and below a pattern ends at the next `<`: one that runs to the end of the text from each place takes minutes for a row made for it.
const LINK_TAG = /<a\b([^<>]*)>/g
const HREF = /\bhref="([^"]*)"/
const CLASS = /\bclass="([^"]*)"/
const END_OF_PART = /<\/(?:div|p)>/

/**
 * The lines of a piece of HTML, separated by `<br>`, without empty ones.
 *
 * @example
 * htmlLines('Watched <a href="/1">Bread &amp; Salt</a><br>12 Jul 2026<br>')[0]?.link?.text // 'Bread & Salt'
 */
export function htmlLines(markup: string): readonly HtmlLine[] {
  return markup.split(/<br\s*\/?>/i).flatMap((line) => {
    const text = htmlText(line)
    if (text === '') return []
    const link = firstLink(line)
    return [link === undefined ? { text } : { text, link }]
  })
}

function firstLink(line: string): HtmlLine['link'] {
  for (const tag of line.matchAll(LINK_TAG)) {
    const url = HREF.exec(tag[1] ?? '')?.[1]
    if (url === undefined) continue
    const begin = tag.index + tag[0].length
    const end = line.indexOf('</a>', begin)
    return end === -1 ? undefined : { text: htmlText(line.slice(begin, end)), url: htmlText(url) }
  }
  return undefined
}

/**
 * Makes a function that returns the markup within the first `div` or `p` of a class, up to where any `div` or `p` ends; empty without one.
 *
 * @example
 * htmlPart('title')('<p class="large title">Bread <b>and</b> Salt</p>') // 'Bread <b>and</b> Salt'
 */
export function htmlPart(className: string): (markup: string) => string {
  return (markup) => {
    let begin = 0
    for (const piece of markup.split('>')) {
      begin += piece.length + 1
      const names = CLASS.exec(piece.slice(piece.lastIndexOf('<')))?.[1]?.split(/\s+/) ?? []
      if (!names.includes(className)) continue
      const rest = markup.slice(begin)
      const end = rest.search(END_OF_PART)
      return end === -1 ? '' : rest.slice(0, end)
    }
    return ''
  }
}
