"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import useSWR, { useSWRConfig } from "swr";
import { moved } from "#components/ui/list-order.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { lookPath } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { useFileUploads } from "#components/ui/use-file-uploads.ts";
import { type ApiError, api, send, upload } from "#lib/api-client.ts";
import type { Look, LookPicture, lookPictureAnswerSchema, lookSchema } from "#lib/schemas/look.ts";

const read = (path: string) => api<typeof lookSchema>(path);

async function sendPicture(path: string, file: File): Promise<LookPicture> {
  const form = new FormData();
  form.set("file", file);
  return (await upload<typeof lookPictureAnswerSchema>(`${path}/pictures`, form)).picture;
}

/** The pictures of a look, which are saved as they are added and moved. */
export function useLookPictures(initial: Look) {
  const path = lookPath(initial.id);
  const router = useRouter();
  const { mutate } = useSWRConfig();
  const { data: look = initial } = useSWR<Look, ApiError>(path, read, {
    fallbackData: initial,
    revalidateOnMount: true,
  });
  const { uploads, running, add, clear } = useFileUploads();
  const [queue] = useState(createQueue);
  const { pictures } = look;

  async function change(toPictures: (pictures: LookPicture[]) => LookPicture[]): Promise<void> {
    await mutate<Look>(path, (current = look) => ({ ...current, pictures: toPictures(current.pictures) }));
    // What the server has drawn counts them: the question before the look is deleted, and the list of looks.
    router.refresh();
  }

  async function sendAndShow(file: File): Promise<string> {
    const picture = await sendPicture(path, file);
    await change((before) => (before.some(({ id }) => id === picture.id) ? before : [...before, picture]));
    return picture.id;
  }

  async function move(id: string, by: 1 | -1): Promise<void> {
    const place = pictures.findIndex((picture) => picture.id === id);
    const next = moved(pictures, place, by);
    const pictureIds = next.map((picture) => picture.id);
    const answer = queue.add(() => send<typeof lookSchema>(path, { pictureIds }, { method: "PATCH" }));
    try {
      await mutate<Look>(path, answer, { optimisticData: { ...look, pictures: next }, revalidate: false });
      router.refresh();
    } catch (error) {
      toast.error(`Couldn't move the picture. ${reasonOf(error)}`);
      void mutate(path);
    }
  }

  return {
    pictures,
    uploads,
    isAdding: running.length > 0,
    add: (files: File[]) =>
      add(
        files.map((file) => ({ file, send: () => sendAndShow(file) })),
        pictures,
      ),
    clear,
    move,
    forget: (id: string) => change((before) => before.filter((picture) => picture.id !== id)),
  };
}
