/** The path of the documentation. */
export const DOCS_PATH = '/docs'

/**
 * Everything is loaded from this server. Inline styles are allowed because Swagger UI writes `style` attributes; inline
 * scripts are not. `connect-src` is what "Try it out" may call.
 */
export const DOCS_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The page that Swagger UI renders into. */
export function docsPage(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escapeHtml(title)}: API documentation</title>
    <link rel="icon" type="image/png" sizes="32x32" href="${DOCS_PATH}/favicon-32x32.png">
    <link rel="stylesheet" href="${DOCS_PATH}/swagger-ui.css">
    <link rel="stylesheet" href="${DOCS_PATH}/index.css">
    <link rel="stylesheet" href="${DOCS_PATH}/docs.css">
  </head>
  <body>
    <noscript>This page needs JavaScript. The documents themselves are at <a href="/openapi.json">/openapi.json</a>.</noscript>
    <div id="swagger-ui"></div>
    <script src="${DOCS_PATH}/swagger-ui-bundle.js"></script>
    <script src="${DOCS_PATH}/swagger-ui-standalone-preset.js"></script>
    <script src="${DOCS_PATH}/start.js"></script>
  </body>
</html>
`
}

/**
 * The configuration of Swagger UI: the picker lists the merged document first, then one per plugin. `/docs?plugin=jobs` shows that of a
 * plugin. Swagger UI's own parameters stay off: one of them loads a document from any address.
 */
export function docsScript(plugins: readonly string[]): string {
  const urls = [
    { url: '/openapi.json', name: 'All plugins' },
    ...plugins.map((name) => ({ url: `/openapi/${name}.json`, name })),
  ]
  const options = {
    urls,
    dom_id: '#swagger-ui',
    layout: 'StandaloneLayout',
    deepLinking: true,
    persistAuthorization: true,
    displayRequestDuration: true,
    filter: true,
    // Dozens of plugins, hundreds of operations: collapsed by default.
    docExpansion: 'none',
    defaultModelsExpandDepth: 0,
    // Null, so that no document is sent to the public validator.
    validatorUrl: null,
  }
  return `const wanted = new URLSearchParams(location.search).get('plugin')
const options = ${JSON.stringify(options)}
const isKnown = options.urls.some(({ name }) => name === wanted)
window.ui = SwaggerUIBundle({
  ...options,
  'urls.primaryName': isKnown ? wanted : 'All plugins',
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
})
`
}

/** Puts the picker in the place of the logo. */
export const DOCS_STYLE = `.swagger-ui .topbar .topbar-wrapper > a.link { display: none; }
.swagger-ui .topbar .download-url-wrapper .select-label { margin: 0; max-width: 520px; }
.swagger-ui .topbar .download-url-wrapper .select-label span { flex: none; padding: 0 12px 0 0; }
.swagger-ui .topbar .download-url-wrapper { margin: 0 auto 0 0; justify-content: flex-start; }
`

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
