import { useParams } from '@tanstack/react-router';

/** A part of the address of the page, such as an id; empty where it has none of that name. */
export function useParam(name: string): string {
  const params: Readonly<Record<string, string | undefined>> = useParams({ strict: false });
  return params[name] ?? '';
}
