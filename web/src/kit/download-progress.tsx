import { Button } from './button.tsx';
import { Progress } from './progress.tsx';
import type { Download } from './use-download.ts';
import './download-progress.css';

interface DownloadProgressProps {
  readonly download: Download;
  /** How many lines there will be; undefined while nobody knows, and then kB are told. */
  readonly lines?: number | undefined;
  /** Tells lines in the place of kB, although nobody knows how many there will be. */
  readonly inLines?: true;
}

/** How far a file is, and how to stop it; nothing while none is under way and nothing went wrong. */
export function DownloadProgress({ download, lines, inLines }: DownloadProgressProps) {
  const { isRunning, fetched, fault, stop } = download;
  if (fault !== null)
    return (
      <p className="fault" role="alert">
        {fault}
      </p>
    );
  if (!isRunning) return null;
  const isOfLines = inLines === true || lines !== undefined;
  return (
    <div className="download">
      <Progress
        label={isOfLines ? 'Rows so far' : 'kB so far'}
        done={isOfLines ? fetched.lines : fetched.kilobytes}
        total={lines}
      />
      <Button onClick={stop}>Stop</Button>
    </div>
  );
}
