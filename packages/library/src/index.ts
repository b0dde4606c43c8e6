export { FACET_NAMES, type FacetName, type ItemFacets, itemFacets } from './item-facets.ts'
export { libraryErrors } from './library-errors.ts'
export { libraryPlugin } from './library-plugin.ts'
export { type ItemSearch, type ItemText, itemSearch } from './search/item-search.ts'
