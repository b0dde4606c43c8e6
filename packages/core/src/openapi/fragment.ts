/** What a plugin adds to the document beyond its routes' own schemas. */
export interface OpenApiFragment {
  /** The text under the plugin's tag. */
  readonly description?: string
  readonly externalDocs?: { readonly url: string; readonly description?: string }
  /** Named by the plugin without a prefix; the kernel puts `<plugin>.` before each and rewrites references. */
  readonly components?: {
    readonly schemas?: Readonly<Record<string, object>>
    readonly securitySchemes?: Readonly<Record<string, object>>
  }
  /** Paths that are served outside Fastify's routes, like a redirect target. Whole paths, from `/`. */
  readonly paths?: Readonly<Record<string, object>>
}
