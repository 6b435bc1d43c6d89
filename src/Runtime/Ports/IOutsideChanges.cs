namespace Millrace.Runtime.Ports;

/// <summary>Tells of writes to the registry that another process made, such as the admin command.</summary>
public interface IOutsideChanges
{
    /// <summary>Whether another process has written since this was asked last.</summary>
    ValueTask<bool> AnyAsync(CancellationToken cancel);
}
