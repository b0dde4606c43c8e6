import { defineIntegration, field, fields } from '@tributary/integration-kit'
import { type ObjectStorage, storageProvider, tryStorage } from '@tributary/integration-kit/providers'
import { openDirectory, VARIABLE } from './directory.ts'
import { openFileStorage } from './file-storage.ts'
import { icon } from './icon.ts'

/** Read at each opening, not when the module is loaded. */
const open = async (directory: string): Promise<ObjectStorage> =>
  openFileStorage(await openDirectory(directory, process.env[VARIABLE]))

export const localFiles = defineIntegration({
  name: 'local-files',
  displayName: 'Local files',
  version: '1.0.0',
  description: 'Stores objects as files of a directory: a disk of the server, or a mounted share.',
  homepage: 'https://nodejs.org/api/fs.html',
  author: 'The Tributary authors',
  tags: ['storage', 'self-hosted'],
  icon,
  provides: {
    storage: storageProvider({
      instance: fields({
        directory: field.text({
          label: 'Directory',
          description: 'Below the one that the operator permits; created if it is missing.',
          help: `Relative to the directory of ${VARIABLE}, or an absolute path below it. With several machines, each has to mount the same share there.`,
          placeholder: 'uploads',
        }),
      }),
      test: async ({ config, step }) => {
        await tryStorage(await step('Opened the directory', () => open(config.directory)), step)
      },
      health: async ({ config, step }) => {
        await step('Opened the directory', () => open(config.directory))
      },
      open: ({ config }) => open(config.directory),
    }),
  },
})
