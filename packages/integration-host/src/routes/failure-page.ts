import { hash } from 'node:crypto'
import type { ProblemDetails } from '@tributary/core'

const STYLE = 'body{font:1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}'

/** Nothing is loaded, run, sent or framed; the one style is named by its hash. */
export const FAILURE_PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/**
 * The page that a person sees in their browser when connecting an account has failed: what happened, and where to begin
 * again. Parts of the problem are a provider's words, so all of it is text and none of it markup.
 */
export function failurePage(displayName: string, problem: ProblemDetails): string {
  const heading = escapeHtml(`Connecting ${displayName} failed`)
  const { status, instance } = problem
  const reference =
    status >= 500 && instance !== undefined
      ? `<p>An administrator can find it in the log as <code>${escapeHtml(instance)}</code>.</p>\n`
      : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${heading}</h1>
<p>${escapeHtml(sentenceOf(displayName, problem))}</p>
${reference}<p><a href="${escapeHtml(pathOf(problem))}">Go back</a></p>
</body>
</html>
`
}

/** What happened, for a person. */
export function sentenceOf(displayName: string, { status, code, title, detail }: ProblemDetails): string {
  if (status === 401) return `You are not signed in here. Sign in, and connect ${displayName} again.`
  // What the kernel has to add is for those who write programs.
  return detail === undefined || code.startsWith('KERNEL_') ? `${title}.` : detail
}

/** Where the flow was to lead, if it is known and made for people; a path of this server in any case. */
export function pathOf({ returnPath }: ProblemDetails): string {
  return typeof returnPath === 'string' && /^\/(?![/\\]|api\/)[!-~]*$/.test(returnPath) ? returnPath : '/'
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
