/** What the form of a draft is given, whether the draft is a new one or is being edited. */
export interface ChangeFormProps<Change> {
  readonly title: string;
  /** Null: about the deployment. */
  readonly merchantId: string | null;
  /** What the fields begin with: what is in force, or what the draft asks for. */
  readonly start: Change;
  /** The draft that is edited; undefined: a new one. */
  readonly editing?: EditedDraft | undefined;
  readonly onClose: () => void;
}

export interface EditedDraft {
  readonly merchantId: string;
  readonly draftId: string;
  readonly reason: string;
}
