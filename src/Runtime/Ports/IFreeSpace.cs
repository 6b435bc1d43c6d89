namespace Millrace.Runtime.Ports;

/// <summary>Room on the volume on which ledger and registry lie.</summary>
public interface IFreeSpace
{
    /// <summary>Bytes that this process may still write; null where that cannot be seen.</summary>
    long? FreeBytes();
}
