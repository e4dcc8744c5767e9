import { isJsonObject, JsonError, readJson, type JsonObject } from '../kit/json.ts';

/** The object in a body, or undefined where the body is anything else. */
export function readObject(body: Buffer): JsonObject | undefined {
  try {
    const value = readJson(body);
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
