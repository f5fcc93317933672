# The job image: Flink and the job in it, for application mode (k8s/). Build the jar first: mvn -B package
#   docker build -t lockstep:0.1.0-SNAPSHOT .
FROM flink:1.20.3-scala_2.12-java17

# Flink puts /opt/flink/usrlib on the job's class path. The wildcard saves the version; two jars of different versions fail the
# build, for the destination is a file: mvn clean.
COPY --chown=flink:flink job/target/lockstep-job-*.jar /opt/flink/usrlib/lockstep-job.jar
# Beside Flink, not in /opt/flink/conf: that is Flink's own configuration, and Kubernetes mounts over it.
COPY --chown=flink:flink conf/ /opt/lockstep/conf/
# A volume mounted here takes over this owner; one on a folder that the image lacks belongs to root, and checkpoints fail.
RUN install --directory --owner=flink --group=flink /opt/lockstep/state

USER flink
