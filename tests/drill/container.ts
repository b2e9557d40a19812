// The image and the compose file of deploy/, built and run with podman. As root on Debian; what is missing is installed.

import { upgraded } from "#tests/drill/scenarios/container-upgrade.ts";
import { composed, embedded } from "#tests/drill/scenarios/containers.ts";
import { buildImage } from "#tests/support/containers/image.ts";
import { runDrill } from "#tests/support/run-drill.ts";

buildImage();
await runDrill("container", { "compose file": composed, upgrade: upgraded, "image alone": embedded });
