import { entityTag, findWeakly, type KernelService, type OpenApiDocument } from '@tributary/core'

/** A document in the form that is sent. */
export interface RenderedDocument {
  readonly json: string
  readonly etag: string
}

/** The kernel's documents as text, each rendered on first use. */
export class RenderedDocuments {
  readonly #kernel: KernelService
  readonly #rendered = new Map<string, RenderedDocument>()
  #source: OpenApiDocument | undefined

  constructor(kernel: KernelService) {
    this.#kernel = kernel
  }

  /** The merged document. */
  all(): RenderedDocument {
    return this.#render('', () => this.#kernel.document())
  }

  /** One plugin's document; `undefined` for a plugin without operations. */
  of(plugin: string): RenderedDocument | undefined {
    const known = this.#kernel.document().tags.some((tag) => tag.name === plugin)
    return known ? this.#render(plugin, () => this.#kernel.pluginDocument(plugin)) : undefined
  }

  #render(name: string, make: () => OpenApiDocument | undefined): RenderedDocument {
    const source = this.#kernel.document()
    if (source !== this.#source) this.#rendered.clear()
    this.#source = source
    const existing = this.#rendered.get(name)
    if (existing !== undefined) return existing
    const json = JSON.stringify(make())
    const rendered = { json, etag: entityTag(json) }
    this.#rendered.set(name, rendered)
    return rendered
  }
}

/** Whether `If-None-Match` contains the tag, compared weakly: proxies that compress weaken it. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  return header !== undefined && findWeakly(header, etag) !== undefined
}
