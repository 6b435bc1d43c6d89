using Millrace.Runtime.Ports;

namespace Millrace.Unit.Runtime.Space;

/// <summary>A volume with as much room as a test says.</summary>
internal sealed class FakeSpace : IFreeSpace
{
    public long? Free { get; set; } = 1L << 40;

    public long? FreeBytes() => Free;
}
