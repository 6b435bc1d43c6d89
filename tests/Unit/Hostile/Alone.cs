namespace Millrace.Unit.Hostile;

/// <summary>Tests that measure the memory of the whole process: no others run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
