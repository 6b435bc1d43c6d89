using System.Diagnostics.CodeAnalysis;

namespace Millrace.Runtime;

/// <summary>A value, or the fault for which there is none: the caller must look at it.</summary>
public sealed record Answer<T>
    where T : class
{
    private Answer(T? value, Fault? fault) => (Value, Fault) = (value, fault);

    public T? Value { get; }

    public Fault? Fault { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsDone => Value is not null;

    /// <summary>For interfaces, which do not convert of themselves.</summary>
    public static Answer<T> Of(T value) => new(value, null);

    public static implicit operator Answer<T>(T value) => new(value, null);

    public static implicit operator Answer<T>(Fault fault) => new(null, fault);
}
