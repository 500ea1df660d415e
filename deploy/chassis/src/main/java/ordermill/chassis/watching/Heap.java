package ordermill.chassis.watching;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.function.ToLongFunction;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The heap as a whole: Micrometer's own gauges are of its pools, which have no limit in a native executable. */
@Singleton
class Heap implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry meters) {
        gauge(meters, "used", "How much of the heap is in use.", MemoryUsage::getUsed);
        gauge(meters, "max", "How large the heap may become.", MemoryUsage::getMax);
    }

    private static void gauge(
            MeterRegistry meters, String what, String description, ToLongFunction<MemoryUsage> bytes) {
        Gauge.builder(
                        "process.heap." + what,
                        () -> bytes.applyAsLong(
                                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()))
                .baseUnit(BaseUnits.BYTES)
                .description(description)
                .register(meters);
    }
}
