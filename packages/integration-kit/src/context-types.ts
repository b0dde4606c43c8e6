import type { Static, TObject } from 'typebox'
import type { ConfigurationValues } from './config/configuration-values.ts'

/**
 * What a stream expects of its definition: `config` and `connection` are the types of the forms, `prepared` is what `prepare` returns. A
 * definition that declares something else does not compile.
 *
 * @example
 * const settings = fields({ folder: field.text({ label: 'Folder' }) })
 * mediaStream({
 *   id: 'notes', displayName: 'Notes',
 *   // Annotated, and no type arguments: so the names of fields and the cursor stay checked.
 *   async *sync({ connection, prepared }: SyncContext<{ connection: typeof settings; prepared: string }>) { … },
 * })
 */
export interface ContextTypes {
  readonly config?: TObject
  readonly connection?: TObject
  readonly prepared?: unknown
}

/** The values of a form; of any names without a form, or if it is not known. */
export type ValuesOf<Form> =
  // oxlint-disable-next-line typescript/no-explicit-any -- asks whether the form is `any`: the platform's own view of all definitions
  0 extends 1 & Form ? any : Form extends TObject ? Readonly<Static<Form>> : ConfigurationValues

/** One of the context's types; `any` of `any`, so that the platform can hold streams of all integrations in one list. */
export type TypeOf<Types, Name extends keyof ContextTypes> =
  // oxlint-disable-next-line typescript/no-explicit-any -- see above
  0 extends 1 & Types ? any : Types extends Readonly<Record<Name, infer Type>> ? Type : unknown
