import { Empty, Fault } from '../kit/state.tsx';

export function NotFound() {
  return (
    <main>
      <Empty title="There is no such page">
        <a href="./">To the first page</a>
      </Empty>
    </main>
  );
}

export function PageFault({ error }: { readonly error: unknown }) {
  const shown = error instanceof Error ? error : new Error(String(error));
  return <Fault error={shown} onRetry={() => location.reload()} />;
}
