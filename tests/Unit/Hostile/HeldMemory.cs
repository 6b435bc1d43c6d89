namespace Millrace.Unit.Hostile;

/// <summary>What the process holds on to after all that may go is gone.</summary>
internal static class HeldMemory
{
    /// <summary>Bytes on the managed heap after a full collection.</summary>
    public static long Bytes()
    {
        for (var round = 0; round < 3; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
