/** The name of the language model among the enrichers: that of this plugin. */
export const UNIVERSAL = 'enrichment'
