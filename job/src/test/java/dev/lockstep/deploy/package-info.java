/** Checks of what is deployed: the job jar, the images, Docker Compose and Kubernetes files. */
@org.jspecify.annotations.NullMarked
package dev.lockstep.deploy;
