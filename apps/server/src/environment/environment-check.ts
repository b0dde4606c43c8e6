import { kernelService, type Plugin, type PluginContext } from '@tributary/core'
import { configurations, listFields } from '@tributary/integration-host'
import { findUnknownVariables, type UnknownVariable } from './find-unknown-variables.ts'
import { readEnvFile } from './read-env-file.ts'
import { serverVariables } from './server-variables.ts'

export interface EnvironmentCheckOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The loaded file of variables, if it exists. */
  readonly path: string
  /** Integrations whose folder exists but that are not listed. */
  readonly unlistedIntegrations?: readonly string[]
}

/** Logs a warning for each variable that is probably misspelled and each unlisted integration: they have no effect. Boots after the plugins that declare variables. */
export function environmentCheck(options: EnvironmentCheckOptions): Plugin {
  return {
    name: 'environment',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Environment',
      description: 'Warns about environment variables that no part of the server reads.',
      author: 'The Tributary authors',
      tags: ['monitoring'],
    },
    start(context) {
      for (const folder of options.unlistedIntegrations ?? []) {
        const message = `packages/integrations/${folder} is not listed and so not loaded: add '${folder}' to apps/server/src/plugins.ts`
        context.logger.warn({ folder }, message)
      }
      const { names, badLines } = readEnvFile(options.path)
      for (const line of badLines) {
        context.logger.warn({ line }, `${options.path} has a line that is not NAME=value`)
      }
      const { known, maybe } = knownVariables(context)
      const environment = Object.keys(options.environment).filter((name) => options.environment[name] !== '')
      for (const unknown of findUnknownVariables({ environment, file: names, known })) {
        if (unknown.nearest === undefined && maybe.some((prefix) => unknown.name.startsWith(prefix))) continue
        context.logger.warn(
          { variable: unknown.name, nearest: unknown.nearest },
          describe(unknown, options.path),
        )
      }
    },
  }
}

/** The variables of a plugin that did not boot are not known. */
function knownVariables(context: PluginContext) {
  const contributions = context.getContributions(configurations)
  const declared = contributions.flatMap(({ value }) =>
    listFields(value.schema).flatMap(({ field }) => (field.env === undefined ? [] : [field.env])),
  )
  const up = new Set(contributions.map(({ plugin }) => plugin))
  const { plugins } = context.getService(kernelService).report()
  const maybe = plugins
    .map(({ name }) => name)
    .filter((name) => !up.has(name))
    .map((name) => `${name.toUpperCase().replaceAll('-', '_')}_`)
  return { known: [...serverVariables(), ...declared], maybe }
}

function describe({ name, inFile, nearest }: UnknownVariable, path: string): string {
  const where = inFile ? `the variable ${name} in ${path}` : `the environment variable ${name}`
  const cure = nearest === undefined ? 'see .env.example for the known ones' : `did you mean ${nearest}?`
  return `${where} is unknown and has no effect: ${cure}`
}
