import type { IntegrationDefinition } from '@tributary/integration-kit/host'

/** What is wrong with the file import of a definition. */
export function* fileMistakes({ name, files, streams }: IntegrationDefinition): Generator<string> {
  if (files === undefined) return
  const label = `integration "${name}", files,`
  if (!Array.isArray(files.accept) || files.accept.length === 0)
    yield `${label} accepts no file: name the endings, like [".csv"]`
  for (const ending of files.accept ?? [])
    if (!/^\.[^.\s/]/.test(ending))
      yield `${label} accepts "${ending}": write the ending with its dot, like ".csv"`
  if (!(Number.isInteger(files.maxBytes) && files.maxBytes > 0))
    yield `${label} has maxBytes = ${files.maxBytes}: use a whole number of bytes`
  if (files.recognise !== undefined && typeof files.recognise !== 'function')
    yield `${label} has a "recognise" that is not a function: write recognise: (sample) => …`
  if (streams.every(({ importFile }) => importFile === undefined))
    yield `${label} is imported by no stream: add "importFile" to one`
}
