/** What a plugin adds to the document beyond its routes' own schemas. */
export interface OpenApiFragment {
  /** The text under the plugin's tag. */
  readonly description?: string
  readonly externalDocs?: { readonly url: string; readonly description?: string }
  /** Named without a prefix; the kernel adds `<plugin>.` to each name and rewrites references. */
  readonly components?: {
    readonly schemas?: Readonly<Record<string, object>>
    readonly securitySchemes?: Readonly<Record<string, object>>
  }
  /**
   * The extension members (RFC 9457, section 3.2) of the plugin's problems, by name, as JSON Schemas. They become properties of
   * the component `Problem`, so two plugins that use one name must mean the same by it.
   */
  readonly problemMembers?: Readonly<Record<string, object>>
  /** Paths that are served outside Fastify's routes, like a redirect target. Whole paths, from `/`. */
  readonly paths?: Readonly<Record<string, object>>
  /**
   * Requests that the plugin sends to addresses of its users (OpenAPI 3.1, `webhooks`): by name, path items like those of `paths`. A name
   * belongs to one plugin.
   */
  readonly webhooks?: Readonly<Record<string, object>>
}
