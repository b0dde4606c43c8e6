import { htmlText } from './html-text.ts'

/** A line of HTML, which may be or contain a link. */
export interface HtmlLine {
  readonly text: string
  /** Its first link. */
  readonly link?: { readonly text: string; readonly url: string }
}

const LINK = /<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)<\/a>/s

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
    const [, url, linkText] = LINK.exec(line) ?? []
    return url === undefined || linkText === undefined
      ? [{ text }]
      : [{ text, link: { text: htmlText(linkText), url: htmlText(url) } }]
  })
}

/**
 * Makes a function that returns the markup within the first `div` or `p` of a class, up to where any `div` or `p` ends; empty without one.
 *
 * @example
 * htmlPart('title')('<p class="large title">Bread <b>and</b> Salt</p>') // 'Bread <b>and</b> Salt'
 */
export function htmlPart(className: string): (markup: string) => string {
  const pattern = new RegExp(`\\bclass="(?:[^"]*\\s)?${className}(?:\\s[^"]*)?"[^>]*>(.*?)</(?:div|p)>`, 's')
  return (markup) => pattern.exec(markup)?.[1] ?? ''
}
